package say

var jaKaonaviv1 = table{}
