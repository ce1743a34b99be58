package say

var jaExcel = table{}
